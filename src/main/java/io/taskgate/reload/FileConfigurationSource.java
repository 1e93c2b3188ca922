package io.taskgate.reload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A mounted file: `.properties`, anything else is YAML (or JSON, which is YAML). It is read anew each time, so
/// that a file which is replaced by a link to another one, as Kubernetes does, is seen.
public final class FileConfigurationSource implements ConfigurationSource {

    /// A Kubernetes Secret holds no more.
    private static final int MOST_BYTES = 1024 * 1024;

    private final String key;
    private final Path file;

    /// @param key the configuration key that names the file
    public FileConfigurationSource(String key, Path file) {
        this.key = key;
        this.file = file;
    }

    @Override
    public Kind kind() {
        return Kind.FILE;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public String location() {
        return "file " + file;
    }

    @Override
    public ConfigurationDocumentParser.Format format() {
        return file.toString().endsWith(".properties")
                ? ConfigurationDocumentParser.Format.PROPERTIES
                : ConfigurationDocumentParser.Format.YAML;
    }

    @Override
    public String read() throws UnreadableSourceException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new UnreadableSourceException("is larger than " + MOST_BYTES + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            throw new UnreadableSourceException("there is no such file: mount it, or remove " + key);
        } catch (CharacterCodingException e) {
            throw new UnreadableSourceException("is not in UTF-8");
        } catch (IOException e) {
            throw new UnreadableSourceException(e.getClass().getSimpleName());
        }
    }
}
