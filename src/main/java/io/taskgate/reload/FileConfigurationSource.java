package io.taskgate.reload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A mounted file: `.properties`; any other is YAML (or JSON, which is YAML). Opened again for each read, so
/// that a replaced symbolic link, as in Kubernetes, is detected.
public final class FileConfigurationSource implements ConfigurationSource {

    /// The maximum size of a Kubernetes Secret.
    private static final int MAX_BYTES = 1024 * 1024;

    private final String key;
    private final Path file;
    private final String tag;

    /// @param key the configuration key that names the file
    /// @param tag of its metrics
    public FileConfigurationSource(String key, Path file, String tag) {
        this.key = key;
        this.file = file;
        this.tag = tag;
    }

    @Override
    public String tag() {
        return tag;
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
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new UnreadableSourceException("The file exceeds " + MAX_BYTES + " bytes.");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            throw new UnreadableSourceException("The file does not exist. Mount it, or remove " + key + ".");
        } catch (CharacterCodingException e) {
            throw new UnreadableSourceException("The file is not UTF-8.");
        } catch (IOException e) {
            throw new UnreadableSourceException(e.getClass().getSimpleName());
        }
    }
}
