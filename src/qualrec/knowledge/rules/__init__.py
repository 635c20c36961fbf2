"""Rules over the whole corpus, one module a family; each is a code, a slug, a severity, words and a function."""
