# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
import json
from typing import Any

import pytest
from ansible.module_utils import basic
from ansible.module_utils.testing import patch_module_args
from ansible_collections.cloudnative.platform.plugins.module_utils._kube import args

CANARY = "hush"
SECRET = {"apiVersion": "v1", "kind": "Secret", "stringData": {"word": CANARY}}


def told(arguments: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[str]]:
    """What a module with these arguments returns and logs."""
    logged: list[str] = []
    monkeypatch.setattr(args.SetModule, "log", lambda self, msg, log_args=None: logged.append(msg))
    internal = {"_ansible_inject_invocation": True, "_ansible_no_log": False}
    printed = io.StringIO()
    monkeypatch.setattr("sys.stdout", printed)
    with patch_module_args(arguments | internal), pytest.raises(SystemExit):
        args.SetModule(argument_spec=args.SET | args.AUTH).exit_json(changed=False)
    return printed.getvalue(), logged


@pytest.mark.parametrize(
    "arguments",
    [
        {"definition": SECRET},
        {"definition": [json.dumps(SECRET)]},
        {"templates": [f"# set.yml.j2\nword: {CANARY}"]},
        {"templates": {"word": CANARY}},
        {"charts": [{"chart": "web", "name": "web", "values": {"word": CANARY}}]},
        {"charts": [{"chart": "web", "values": {"word": CANARY}}]},
        {"charts": CANARY},
        {"charts": [CANARY]},
        {"definition": SECRET, "no_such_option": 1},
        {"definitions": SECRET},
    ],
    ids=str,
)
def test_what_may_be_secret_is_neither_returned_nor_logged(
    arguments: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    result, logged = told(arguments, monkeypatch)
    assert "module_args" in json.loads(result)["invocation"]
    assert CANARY not in result
    assert CANARY not in str(logged)


def test_arguments_are_told_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = {
        "src": ["a.yml"],
        "templates": ["# set.yml.j2\nword: hush"],
        "charts": [{"chart": "web", "name": "shop", "values": {"word": CANARY}}],
    }
    result, logged = told(arguments, monkeypatch)
    shown = json.loads(result)["invocation"]["module_args"]
    assert shown["src"] == ["a.yml"]
    assert shown["templates"] == ["set.yml.j2"]
    assert shown["charts"][0]["name"] == "shop"
    assert shown["charts"][0]["values"] == "hidden"
    # The name of this hook is Ansible's: without it, arguments would be logged as they came.
    assert hasattr(basic.AnsibleModule, "_log_invocation")
    assert ["set.yml.j2" in line for line in logged] == [True]
