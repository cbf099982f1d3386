"""Prints the options of a script as the libraries themselves see them, for comparing."""

import argparse
import enum
import importlib.util
import json
import sys

import typer

path, kind = sys.argv[1:]


def load():
    spec = importlib.util.spec_from_file_location("script", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["script"] = module
    spec.loader.exec_module(module)
    return module


def text(value):
    """A default as text; None for no default."""
    value = getattr(value, "value", value)
    return None if value is None else str(value)


def of_argparse(parser):
    return [
        {
            "name": action.dest,
            "flags": list(action.option_strings),
            "default": text(parser.get_default(action.dest)),
            "choices": None if action.choices is None else [str(c) for c in action.choices],
            "help": action.help,
            "values": "none"
            if action.nargs == 0
            else "one"
            if action.nargs in (None, "?", 1)
            else "many",
        }
        for action in parser._actions
        if not isinstance(action, argparse._HelpAction)
    ]


class Parsed(Exception):
    pass


if kind == "argparse":
    found = []

    def parse_args(self, *_args, **_kwargs):
        found.extend(of_argparse(self))
        raise Parsed

    argparse.ArgumentParser.parse_args = parse_args
    try:
        load().main()
    except Parsed:
        pass
else:
    module = load()
    command = module.train if kind == "click" else typer.main.get_command(module.app)
    found = []
    for param in command.params:
        if param.name in ("help", "install_completion", "show_completion"):
            continue
        is_flag = getattr(param, "is_flag", False)
        default = param.default
        if callable(default) or "UNSET" in str(default):
            default = None
        if is_flag and default is None:
            default = False
        choices = None
        if isinstance(default, enum.Enum):
            choices = [member.value for member in type(default)]
        elif hasattr(getattr(param, "type", None), "choices"):
            choices = list(param.type.choices)
        argument = param.param_type_name == "argument"
        found.append(
            {
                "name": param.name,
                "flags": [] if argument else [*param.opts, *param.secondary_opts],
                "default": text(default),
                "choices": choices,
                "help": getattr(param, "help", None),
                "values": "none"
                if is_flag
                else "repeated"
                if param.multiple
                else "one"
                if param.nargs == 1
                else "many",
            }
        )
print(json.dumps(found))
