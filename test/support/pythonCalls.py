"""Prints, of a Python program on stdin, what it uses of the package: each member with the names of what it is given.

Those are calls of `portkey.NAME(…)`, each `connection={…}`, and what is taken from a job: `job.NAME`, with the arguments if it is called.
A method of jobs that something else is asked for is `job.NAME` too, of that.
"""

import ast
import json
import sys

methods = {"require_fine_tuned_model", "fine_tuned_model_or"}
nodes = list(ast.walk(ast.parse(sys.stdin.read())))


def member_of_package(node):
    is_member = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "portkey"
    return node.attr if is_member else None


def is_job(node):
    return isinstance(node, ast.Call) and member_of_package(node.func) == "FineTuningJob"


def names_of(call):
    return [keyword.arg for keyword in call.keywords]


called = {id(node.func): node for node in nodes if isinstance(node, ast.Call)}
jobs = {
    target.id
    for node in nodes
    if isinstance(node, ast.Assign) and is_job(node.value)
    for target in node.targets
    if isinstance(target, ast.Name)
}
uses = [
    [member_of_package(node.func), names_of(node)]
    for node in called.values()
    if member_of_package(node.func) is not None
]
uses += [
    ["Connection", [key.value for key in node.value.keys]]
    for node in nodes
    if isinstance(node, ast.keyword) and node.arg == "connection" and isinstance(node.value, ast.Dict)
]
for node in nodes:
    if isinstance(node, ast.Attribute) and member_of_package(node) is None:
        of_job = is_job(node.value) or (isinstance(node.value, ast.Name) and node.value.id in jobs)
        if of_job or node.attr in methods:
            owner = "FineTuningJob" if of_job else ast.unparse(node.value)
            uses.append([f"{owner}.{node.attr}", names_of(called[id(node)]) if id(node) in called else []])
print(json.dumps(uses))
