"""What looks at somebody's Alembic project: where its files are, and what they say of themselves.

Syntax trees are read and nothing is imported. Runs in the project's own Python, 3.8 or later; rendering.py,
environment.py and upgrading.py follow it in one program.
"""
import sys

# The folder that we stand in is no place for modules of ours: it may hold a file called json.py.
sys.path[:] = [place for place in sys.path if place]
sys.dont_write_bytecode = True

import ast
import configparser
import json
import os
import re

# What the project's own code prints must not be taken for what we say.
answers = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)


class Problem(Exception):
    """Ends the program: what is wrong, and the facts."""

    def __init__(self, problem, **facts):
        super().__init__(problem)
        self.facts = dict(facts, kind="problem", problem=problem)


def tell(facts):
    text = json.dumps(facts, ensure_ascii=False) + "\n"
    answers.write(text.encode("utf-8", "replace"))
    answers.flush()


class Project:
    """Where the settings, the scripts and the revisions are. Nothing is imported."""

    def __init__(self, path):
        self.looked = []
        self.options = {}
        self.is_flask = False
        self.config = self.find(os.path.abspath(path))
        here = os.path.dirname(self.config)
        self.read(here)
        self.is_flask = "script_location" not in self.options and self.exists(here, "env.py")
        self.folder = os.path.dirname(here) if self.is_flask else here
        script = here if self.is_flask else self.options.get("script_location")
        if not script:
            raise Problem("noScripts", path=self.config)
        self.script = self.place(script)
        if not os.path.isdir(self.script):
            raise Problem("missing", path=self.script, config=self.config)

    @staticmethod
    def exists(*parts):
        return os.path.isfile(os.path.join(*parts))

    def find(self, path):
        if os.path.isfile(path):
            return path
        inside = ["alembic.ini", "pyproject.toml", os.path.join("migrations", "alembic.ini")]
        for name in inside:
            place = os.path.join(path, name)
            self.looked.append(place)
            if os.path.isfile(place) and (not name.endswith(".toml") or "[tool.alembic]" in self.text(place)):
                return place
        raise Problem("notFound", path=path, looked=self.looked)

    @staticmethod
    def text(path):
        try:
            with open(path, encoding="utf-8") as file:
                return file.read()
        except (OSError, UnicodeDecodeError) as error:
            raise Problem("unreadable", path=path, words=str(error))

    def read(self, here):
        text = self.text(self.config)
        if self.config.endswith(".toml"):
            try:
                import tomllib
            except ImportError:
                raise Problem("unreadable", path=self.config, words="pyproject.toml needs Python 3.11 or newer")
            table = tomllib.loads(text).get("tool", {}).get("alembic", {})
            fill = lambda value: value.replace("%(here)s", here) if isinstance(value, str) else value
            self.options = {
                key: [fill(each) for each in value] if isinstance(value, list) else fill(value)
                for key, value in table.items()
            }
            return
        parser = configparser.ConfigParser({"here": here})
        try:
            parser.read_string(text, self.config)
            if parser.has_section("alembic"):
                self.options = dict(parser.items("alembic"))
        except configparser.InterpolationError:
            self.options = {
                key: value.replace("%(here)s", here) for key, value in parser.items("alembic", raw=True)
            }
        except configparser.Error as error:
            raise Problem("unreadable", path=self.config, words=str(error).splitlines()[0])

    def place(self, name):
        """A folder as Alembic names it: seen from the project, or within a package."""
        if ":" in name and not os.path.isabs(name):
            package, _, rest = name.partition(":")
            parts = package.split(".") + [part for part in rest.split("/") if part]
            roots = [os.path.join(self.folder, root) for root in self.listed("prepend_sys_path")]
            for root in [self.folder] + roots + sys.path:
                candidate = os.path.join(root, *parts)
                if os.path.isdir(candidate):
                    return os.path.abspath(candidate)
        return os.path.abspath(os.path.join(self.folder, name))

    def listed(self, key):
        value = self.options.get(key) or []
        if isinstance(value, list):
            return value
        separator = self.options.get("path_separator") or self.options.get("version_path_separator")
        named = {"space": " ", "newline": "\n", "os": os.pathsep, ":": ":", ";": ";"}
        if separator in named:
            pieces = value.split(named[separator])
        else:
            pieces = re.split(r"\s*,\s*|\s+", value)
        return [piece.strip() for piece in pieces if piece.strip()]

    @property
    def locations(self):
        listed = self.listed("version_locations")
        return [self.place(name) for name in listed] or [os.path.join(self.script, "versions")]

    def files(self):
        """As Alembic finds them."""
        deep = str(self.options.get("recursive_version_locations", "")).lower() in ("true", "1", "yes", "on")
        found = []
        for location in self.locations:
            if not os.path.isdir(location):
                raise Problem("missing", path=location, config=self.config)
            for folder, folders, names in os.walk(location):
                folders[:] = sorted(name for name in folders if deep and name != "__pycache__")
                for name in sorted(names):
                    path = os.path.join(folder, name)
                    is_script = name.endswith(".py") and not name.startswith((".#", "__init__"))
                    if is_script and os.path.realpath(path) not in [os.path.realpath(other) for other in found]:
                        found.append(path)
        return found


FIELDS = re.compile(r"^\s*(revision id|revises|create date|branch labels|depends on)\s*:", re.IGNORECASE)


class Revision:
    """One file, read from its syntax tree."""

    def __init__(self, path):
        self.path = path
        try:
            with open(path, "rb") as file:
                self.tree = ast.parse(file.read(), path)
        except (SyntaxError, ValueError) as error:
            words = getattr(error, "msg", None) or str(error)
            raise Problem("syntax", path=path, line=getattr(error, "lineno", None) or 1, words=words)
        except OSError as error:
            raise Problem("unreadable", path=path, words=str(error))
        self.known = {}
        self.lines = {}
        self.functions = {}
        for node in self.tree.body:
            self.note(node)
        self.id = self.value("revision")
        if self.id is None:
            raise Problem("noRevision", path=path)
        self.id = str(self.id)
        self.parents = self.names("down_revision")
        self.dependencies = self.names("depends_on")
        self.labels = self.names("branch_labels")
        self.read_docstring(ast.get_docstring(self.tree) or "")

    def note(self, node):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.functions[node.name] = node
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
            return
        for target in targets:
            if isinstance(target, ast.Name):
                self.lines[target.id] = node.lineno
                try:
                    self.known[target.id] = self.literal(node.value)
                except (ValueError, TypeError, SyntaxError):
                    self.known.pop(target.id, None)

    def literal(self, node):
        if isinstance(node, ast.Name):
            if node.id not in self.known:
                raise ValueError(node.id)
            return self.known[node.id]
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            return [self.literal(element) for element in node.elts]
        return ast.literal_eval(node)

    def value(self, name):
        if name in self.lines and name not in self.known:
            raise Problem("notLiteral", path=self.path, line=self.lines[name], name=name)
        return self.known.get(name)

    def names(self, name):
        value = self.value(name)
        if value is None or value == "":
            return []
        values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
        return list(dict.fromkeys(str(each) for each in values if each is not None))

    def read_docstring(self, text):
        lines = text.splitlines()
        ends = [number for number, line in enumerate(lines) if FIELDS.match(line)]
        message = lines[: ends[0]] if ends else lines
        self.message = "\n".join(line.rstrip() for line in message).strip()
        dates = [line for line in lines if re.match(r"\s*create date\s*:", line, re.IGNORECASE)]
        self.date = dates[0].partition(":")[2].strip() if dates else None

    @property
    def binds(self):
        """The databases that it knows, where it is made for several."""
        upgrade = self.functions.get("upgrade")
        if upgrade is None or not upgrade.args.args:
            return []
        names = [name[len("upgrade_") :] for name in self.functions if name.startswith("upgrade_")]
        return [name for name in names if "downgrade_" + name in self.functions]

    def function(self, direction, bind):
        own = self.functions.get("%s_%s" % (direction, bind)) if bind is not None else None
        return own or self.functions.get(direction)

    def refusal(self, direction, bind):
        """Why there is no such way, where its author says so."""
        function = self.function(direction, bind)
        if function is None:
            return "the revision has no %s function" % direction
        body = [node for node in function.body if not is_text(node)]
        if not body or not isinstance(body[-1], ast.Raise):
            return None
        acts = any(isinstance(node, ast.Name) and node.id == "op" for node in ast.walk(function))
        branches = any(isinstance(node, (ast.If, ast.Try, ast.For, ast.While)) for node in body)
        return None if acts or branches else words_of_raise(body[-1], direction)

    @property
    def facts(self):
        return dict(
            kind="revision", id=self.id, path=self.path, parents=self.parents, dependencies=self.dependencies,
            labels=self.labels, message=self.message, date=self.date)


def is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def words_of_raise(node, direction):
    error = node.exc
    if isinstance(error, ast.Call):
        for argument in error.args:
            value = getattr(argument, "value", None)
            if isinstance(value, str) and value.strip():
                return " ".join(value.split())
        error = error.func
    name = getattr(error, "id", None) or getattr(error, "attr", None) or "an error"
    return "its %s raises %s" % (direction, name)


def read_all(project):
    revisions = {}
    for path in project.files():
        revision = Revision(path)
        other = revisions.setdefault(revision.id, revision)
        if other is not revision:
            raise Problem("duplicate", id=revision.id, paths=[other.path, path])
    if not revisions:
        raise Problem("empty", locations=project.locations)
    return list(revisions.values())


def chosen_bind(revisions, wanted):
    """Which of several databases is meant; None where the project has one."""
    names = sorted({name for revision in revisions for name in revision.binds})
    if not names and wanted is None:
        return None
    if wanted == "default" and "default" not in names:
        wanted = ""
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted not in names:
        raise Problem("bind", wanted=wanted, names=[name or "default" for name in names])
    return wanted
