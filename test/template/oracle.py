"""Evaluates expressions and templates with ansible-core's own engine.

Reads one JSON object from stdin: {"vars": {}, "files": {name: source}, "expressions": [], "templates": []}.
Writes {"expressions": [], "templates": []}: results as Python's repr() or as text, null where it fails.
"""
import json
import sys

from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, _is_rolled
from jinja2 import DictLoader
from jinja2.runtime import Undefined
from markupsafe import Markup


def evaluate(environment, source, variables):
    try:
        value = environment.compile_expression(source, undefined_to_none=False)(**{**environment.globals, **variables})
        if isinstance(value, Undefined):
            return None
        value = list(value) if _is_rolled(value) else value
        return repr(str(value) if isinstance(value, Markup) else value)
    except Exception:
        return None


def render(templar, source):
    try:
        return templar.template(source, convert_data=False)
    except Exception:
        return None


def main():
    job = json.load(sys.stdin)
    fresh = json.dumps(job['vars'])
    templar = Templar(loader=DataLoader(), variables=job['vars'])
    templar.environment.loader = DictLoader(job['files'])
    templar.environment.add_extension('jinja2.ext.do')
    templar.environment.add_extension('jinja2.ext.loopcontrols')
    result = {'expressions': [], 'templates': []}
    for source in job['expressions']:
        result['expressions'].append(evaluate(templar.environment, source, json.loads(fresh)))
    for source in job['templates']:
        templar.available_variables = json.loads(fresh)
        result['templates'].append(render(templar, source))
    json.dump(result, sys.stdout)


main()
