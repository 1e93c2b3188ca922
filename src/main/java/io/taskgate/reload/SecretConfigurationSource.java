package io.taskgate.reload;

/// A secret of a secret store, in YAML or JSON.
public final class SecretConfigurationSource implements ConfigurationSource {

    private final String key;
    private final String id;
    private final SecretReader secrets;

    /// @param key the configuration key that names the secret
    /// @param id  its name or ARN
    public SecretConfigurationSource(String key, String id, SecretReader secrets) {
        this.key = key;
        this.id = id;
        this.secrets = secrets;
    }

    @Override
    public Kind kind() {
        return Kind.SECRET;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public String location() {
        return "secret " + id;
    }

    @Override
    public ConfigurationDocumentParser.Format format() {
        return ConfigurationDocumentParser.Format.YAML;
    }

    @Override
    public String read() throws UnreadableSourceException {
        return secrets.read(id);
    }
}
