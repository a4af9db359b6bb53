"""The expression language: lexer, parser, names, types, units and bounds."""
