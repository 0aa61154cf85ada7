"""Prints, of a Python program on stdin, each call of `portkey.NAME(…)` and each `connection={…}` with the names of what it is given."""

import ast
import json
import sys

nodes = list(ast.walk(ast.parse(sys.stdin.read())))
calls = [
    [node.func.attr, [keyword.arg for keyword in node.keywords]]
    for node in nodes
    if isinstance(node, ast.Call)
    and isinstance(node.func, ast.Attribute)
    and isinstance(node.func.value, ast.Name)
    and node.func.value.id == "portkey"
]
connections = [
    ["Connection", [key.value for key in node.value.keys]]
    for node in nodes
    if isinstance(node, ast.keyword) and node.arg == "connection" and isinstance(node.value, ast.Dict)
]
print(json.dumps(calls + connections))
