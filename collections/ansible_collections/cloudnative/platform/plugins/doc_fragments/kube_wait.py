# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Documentation of the arguments in module_utils/_kube/rules.py."""

from __future__ import annotations


class ModuleDocFragment:
    """What a module waits for, and how long."""

    DOCUMENTATION = r"""
options:
  wait_for:
    description:
      - What objects of the set are waited for instead of readiness. Of the others each is ready as
        its kind defines it. Built-in kinds are as in kstatus; custom resources by their
        conditions V(Ready), V(Stalled) and V(Reconciling) and C(status.observedGeneration).
      - Failed for good, which ends the waiting at once, are Jobs and pods that failed, pods with a
        container that crashed four times or an image name that is none, Deployments past their
        progress deadline, lost volume claims, CRDs whose names are taken, and custom resources that
        are V(Stalled). An image that cannot be pulled yet or a pod without a node is waited for.
      - Several entries for one object must all hold. An entry that names no object of the set is an
        error.
    type: list
    elements: dict
    suboptions:
      api_version:
        description: Group and version, where kinds of several groups have the same name.
        type: str
      kind:
        description: Kind.
        type: str
        required: true
      namespace:
        description: Namespace; without it those in every namespace.
        type: str
      name:
        description: Name; without it all of the kind.
        type: str
      condition:
        description: Wait for this condition, seen for the last change of the object.
        type: dict
        suboptions:
          type:
            description: Type of the condition.
            type: str
            required: true
          status:
            description: Its status.
            type: str
            default: "True"
      jsonpath:
        description:
          - Wait for a value at this path, as C(kubectl wait --for=jsonpath=) does.
          - Understood are fields C(.status.phase), also quoted C(['a.b']) or with escaped dots,
            indexes C([0]) and C([-1]), all entries C([*]), and filters such as
            C([?(@.type=="Ready")]). Braces around it may be left out.
        type: str
      value:
        description:
          - The value; if the path leads to several, all must be equal to it. Numbers and booleans
            may be given as texts.
          - Without it, any value that is not empty.
        type: raw
  wait_timeout:
    description: Seconds to wait for the set.
    type: float
    default: 300.0
"""
