"""`python -m mkdocs_qwen_tts`, where the command is not on the path."""

from mkdocs_qwen_tts._cli import main

if __name__ == "__main__":
    main()
