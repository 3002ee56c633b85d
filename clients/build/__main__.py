"""The program `python -m clients.build`: writes the generated modules of the Python client."""

from clients.build import modules

if __name__ == "__main__":
    for path, text in modules.texts().items():
        path.write_text(text, encoding="utf-8")
