extension KapellConfiguration {
    /// What `kapell init` writes: a commented `kapell.yaml` for a folder `documents` beside it.
    public static var template: String {
        """
        # What Kapell reads. Check it with `kapell check`.
        version: 1

        # The models that answer and embed, as provider/model. `local` runs in this process.
        # A GGUF file works too: local/models/name.gguf
        models:
          default: \(ConfigurationDefaults.chatModel)
          embedding: \(ConfigurationDefaults.embeddingModel)
          # Hosts of models, such as openai, anthropic, bedrock, ollama or any server with OpenAI's API. Without
          # this, those whose keys are in the environment.
          # providers:
          #   openai: {key: "${OPENAI_API_KEY}"}
          #   house: {kind: openai-compatible, url: "http://10.0.0.5:8000/v1", private: true}
          # Names that clients may call, each with the models behind it, in the order in which they are tried.
          # aliases:
          #   smart: {models: [openai/gpt-5, house/qwen3], attempts: 2}

        # Documents that can be searched and asked, each set under a name of your choice:
        #   kapell ask "…" --in documents
        knowledge:
          documents:
            description: The documents of this folder
            # Files and folders, relative to this file.
            sources:
              - documents
            # extractive: answers are made of the documents' own sentences.
            # generative: the model writes them.
            mode: \(ConfigurationDefaults.mode.rawValue)
            # limits:
            #   file_size: 64MB
            # chunk:
            #   tokens: \(ConfigurationDefaults.chunkTokens)
            #   overlap: 30

        # Prompt files, each served as an endpoint of its own: kapell prompts list
        # prompts:
        #   sources: [prompts]

        # Where documents, vectors and runs are kept; under KAPELL_HOME when left out.
        # stores:
        #   path: .kapell
        #   memory: 1GB
        #   journal: "${DATABASE_URL}"
        #   scope: contracts

        # Where `kapell serve` listens. Values may come from the environment or from `.env`.
        server:
          host: \(ConfigurationDefaults.host)
          port: ${KAPELL_PORT:-\(ConfigurationDefaults.port)}

        """
    }
}
