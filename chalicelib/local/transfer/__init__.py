"""Moves what is on record between tables, files and services: dump, load and backup."""
