"""What is said of Ollama and its models."""

from desktop_rag.domain.wording import Words

MODELS: dict[str, Words] = {
    # ---- Ollama and its models
    "model": Words(
        "The language model is not available",
        "Ollama or the chosen model does not answer.",
        "Check that Ollama runs and choose a model.",
        "Choose a model",
    ),
    "ollama-absent": Words(
        "Ollama is not running",
        "Nothing answers at {url}. Searching works all the same; written answers need Ollama.",
        "Start Ollama and try again.",
        "Start Ollama",
    ),
    "ollama-not-installed": Words(
        "Ollama is not installed",
        "Searching works without it. Written answers come from a model that Ollama runs on this computer.",
        "Install Ollama from ollama.com and start it.",
        "How to install",
    ),
    "host-unconfirmed": Words(
        "Ollama is set to another computer",
        "OLLAMA_HOST names {host}. Questions and passages would leave this computer.",
        "Confirm the address in the window, or name it with --ollama if you trust that computer.",
        "Use this address",
    ),
    "address-invalid": Words(
        "The address of Ollama cannot be used",
        "{url} is not an address of the form http://host:port.",
        "Correct OLLAMA_HOST, or name the address with --ollama.",
    ),
    "no-models": Words(
        "Ollama has no models yet",
        "It is running, but no model has been downloaded. Searching works all the same.",
        "Download a model, for example with: ollama pull qwen3:4b",
        "Download a model",
    ),
    "no-chat-model": Words(
        "There is no model to write answers",
        "Ollama has no chat model, so the best passages are shown instead of a written answer.",
        "Download a chat model, for example with: ollama pull qwen3:4b",
        "Download a model",
    ),
    "model-missing": Words(
        "The model {model} is not there",
        "Ollama does not have it: it was never downloaded or has been deleted.",
        "Download it with: ollama pull {model}",
        "Choose another model",
    ),
    "model-broken": Words(
        "The model {model} cannot be loaded",
        "Its files are incomplete or damaged.",
        "Download it again with: ollama pull {model}",
        "Choose another model",
    ),
    "built-in-broken": Words(
        "The built-in model cannot be loaded",
        "Files that were installed with Desktop RAG are missing or damaged. Searching by words works.",
        "Install Desktop RAG again.",
    ),
    "cloud-model": Words(
        "{model} does not run on this computer",
        "Questions and passages would be sent to the company that runs it.",
        "Choose a model that runs here, or confirm this one in the window.",
        "Choose another model",
    ),
    "not-a-chat-model": Words(
        "{model} cannot write answers",
        "It is made for finding passages, not for writing.",
        "Choose a chat model.",
        "Choose another model",
    ),
    "not-an-embedding-model": Words(
        "{model} cannot find passages by meaning",
        "It is made for writing, not for comparing texts.",
        "Choose an embedding model, such as nomic-embed-text, or the built-in one.",
        "Choose another model",
    ),
    "prompt-too-long": Words(
        "The question and its passages are too long for the model",
        "{model} can take in less text at once than was needed, and nothing is cut in silence.",
        "Ask a shorter question, begin a new conversation, or choose a model that takes in more text.",
        "New conversation",
    ),
    "text-too-long": Words(
        "A passage is too long for the model",
        "{model} takes in less text at once than this passage holds.",
        "Choose another embedding model, or the built-in one.",
        "Choose another model",
    ),
    "ollama-busy": Words(
        "Ollama is busy",
        "It has more requests than it can take at the moment.",
        "Wait a moment and try again.",
        "Retry",
    ),
    "ollama-refused": Words(
        "Ollama refused the request",
        "It runs at {url}, but did not accept what was asked of it.",
        "Update Ollama to its newest version, or check the address.",
        "Retry",
    ),
    "ollama-timeout": Words(
        "Ollama did not answer in time",
        "The model may be too large for this computer, or Ollama is stuck.",
        "Choose a smaller model, or start Ollama again.",
        "Retry",
    ),
    "model-crashed": Words(
        "The model has stopped",
        "Ollama could not keep {model} running; often the memory is too small for it.",
        "Choose a smaller model, or close other programs and try again.",
        "Choose another model",
    ),
    "answer-interrupted": Words(
        "The answer broke off",
        "Ollama stopped sending before the answer was complete. What arrived is kept.",
        "Ask again.",
        "Ask again",
    ),
}
