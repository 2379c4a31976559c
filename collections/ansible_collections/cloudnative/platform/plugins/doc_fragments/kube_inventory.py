# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Documentation of the arguments in module_utils/_kube/prune.py."""

from __future__ import annotations


class ModuleDocFragment:
    """How the cluster remembers what belongs to a set."""

    DOCUMENTATION = r"""
options:
  set:
    description:
      - Name of the set. The cluster then remembers its members, so that what the set no longer
        names can be found and removed, and so that the set can be removed without its sources.
      - The inventory is an ApplySet (KEP-3659). A ConfigMap of this name, the parent, names the
        kinds and namespaces in which the set has members, and members carry its id in the label
        C(applyset.kubernetes.io/part-of).
      - An object that another set owns is not taken over, that is an error. An object from which
        somebody has removed the label is no member any more, until the set names it again.
      - Of runs of one set at the same time that move its inventory, one succeeds.
    type: str
  set_namespace:
    description:
      - Namespace of the parent. It may be one of the set's own. Default is O(namespace), then the
        namespace of the context.
    type: str
  prune:
    description:
      - With O(set), delete the members that the set no longer names, in reverse order, after all
        others are ready. Never touched is what the set has not applied itself.
      - An object that was deleted and made anew by somebody else meanwhile is left alone.
    type: bool
    default: true
  prune_limit:
    description:
      - The largest share of the members that may be pruned, from 0 to 1. If it were more, or if the
        set names no object at all, the task fails before it changes anything.
    type: float
    default: 0.5
  prune_allow_all:
    description: Prune any share of the members, even all of them.
    type: bool
    default: false
  prune_cascading:
    description:
      - Delete also namespaces and CustomResourceDefinitions that the set no longer names, and
        everything in them and of their kind, whoever made it. Otherwise they are kept, and told as
        such.
      - The namespace of the parent is only ever deleted with O(state=absent).
    type: bool
    default: false
"""
