package io.taskgate.credential;

import java.util.Set;

/// The keys that are or were published in a file of the repository, by the SHA-256 of their bytes.
/// `PublishedKeysTest` finds a new one. An entry stays when its key is removed, because the history keeps the
/// key.
final class PublishedKeys {

    /// The SHA-256 of the empty string.
    static final String OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    static final Set<String> SHA256 = Set.of(
            // the dev profile's link key
            "6cbae1a8442787d6e23bfafbe8d6d7c9c680584b9f630ae3e54c778ea24c2af5",
            // the dev profile's vault key
            "e7b7dc80f2c05c6db3fdd1de25eb535c9e7c47328047b87795d3d5ab0e5718dd",
            // k8s/secrets.example.yaml: the link key
            "9a14ade5bb287e25a2a5864f8b35d5c3999cf8f247b004b8064ae66959e5957f",
            // k8s/secrets.example.yaml: the vault key
            "b9b195b71d1748234392ee4c72627e091f3cb2e99c8e45591b6fbd6c6c117836",
            // the link key of the AOT cache's training run, until 0.1.0
            "d95aa0b14626e45bfb58e54f81150ce564d9325d1811cef251fbb90d8c1d8157",
            // the tests' link key
            "4235961388c4496530dab885b35c875ccafeb5641e041a0945a0feeb10aa64ff",
            // k8s/secrets.example.yaml: the workflow key's digest
            "0000000000000000000000000000000000000000000000000000000000000000",
            // k8s/secrets.example.yaml: the operator key's digest
            "1111111111111111111111111111111111111111111111111111111111111111",
            // the dev profile's API keys
            "619aa4aeff55aa9fedeb8355adb6b51f0024c4445b950bf3084217472105e804",
            "c918309973561fb9c07c8a1f7611fbf91ddec782ba46a09730a44f650f520494",
            "c15de198d781469a78760f52482bac96c651dec77512c11657dcb336fa480ca0",
            "39faee8dbd7a6bdb840c2c8c8c2c4a9948cc191d0b0a1174fba8c7cb19c6e15e",
            // the dev profile's webhook
            "eae39fe681243bc561560b076bd873b07a3ba9ee14782b475443b6f5ecc20e66",
            // the tests' API keys
            "798df1715f11a21c95012b154ed6b40a79045763be521614760bc61e42fa36ea",
            "fe4140894d148837beb8a3a4818762a934353d71e01a3e46f276dabf9c01b0e7",
            "ec76beea7dadb23aa1f3905b3cbe64eb21889657e0275d22ff2b2abb72715bfa",
            "601b92a6265ce3982c39e70c2368852eeba1be25125a6d5394cae815b4ee7225",
            // the API keys of packaged tests, benchmarks and the training run, until 0.1.0
            "2bc149e0651c8464d0ff3972bc015a5fea498da4d43a8f0837ed9456f11f9dbc",
            "2e0a2c5319c28d648fbd482befdb7f163023e1b55fb3b283510f767b49ee8b5d",
            "0150c0c05ed5815a8742533ba22d5508b15e898164301b0787d0fa204d9633a7",
            "826acddd5a169b0dff9c6a5276c5d82c62d457e3c5cf238b7f8084212d7b7251",
            "c2fb788c7deedbeaa296e424d4c2921b871a4f6cb4cf393c1c1105653ab399b4");

    private PublishedKeys() {}
}
