from tests.engine.conftest import engine, folder

__all__ = ["engine", "folder"]
