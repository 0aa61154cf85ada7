"""Prints, of a Python program on stdin, each call of `portkey.NAME(…)` with the names of its keyword arguments."""

import ast
import json
import sys

calls = [
    [node.func.attr, [keyword.arg for keyword in node.keywords]]
    for node in ast.walk(ast.parse(sys.stdin.read()))
    if isinstance(node, ast.Call)
    and isinstance(node.func, ast.Attribute)
    and isinstance(node.func.value, ast.Name)
    and node.func.value.id == "portkey"
]
print(json.dumps(calls))
