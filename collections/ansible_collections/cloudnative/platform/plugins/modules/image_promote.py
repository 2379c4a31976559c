# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``image_promote``: a thin shell around module_utils/_gitops."""

from __future__ import annotations

DOCUMENTATION = r"""
module: image_promote
short_description: Name a new image in a GitOps repository
description:
  - Sets an image in a Kustomize file with C(kustomize edit set image), commits and pushes. A
    GitOps controller such as Argo CD does the rest.
  - Where another push came first it begins again on top of that one, so that of many at once none
    is lost.
  - Where the file names a later commit of the same branch already, that one stays; see
    RV(superseded_by).
  - Works in a clone of its own, which is removed afterwards.
version_added: 0.2.0
author: cloudnative.platform contributors
requirements: [git, kustomize >= 5]
extends_documentation_fragment:
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  repository:
    description: URL of the repository, or a folder.
    type: str
    required: true
  branch:
    description: Branch that the controller reads.
    type: str
    default: main
  path:
    description: Folder of the Kustomize file in the repository.
    type: str
    required: true
  image:
    description: Name that the manifests have for the image.
    type: str
    required: true
  new_name:
    description: Repository of the image, with its registry.
    type: str
    required: true
  tag:
    description: Tag of the image, the id of the commit that it was built from.
    type: str
    required: true
  digest:
    description: Digest of the image's manifest, such as V(sha256:…); pods then run just this one.
    type: str
    default: ""
  message:
    description: Message of the commit; by default it tells the image and the path.
    type: str
  author_name:
    description: Who commits.
    type: str
    default: cloudnative.platform
  author_email:
    description: Address of who commits.
    type: str
    default: platform@invalid.example
  token:
    description: Logs in to the repository over HTTPS. It appears in no argument and no log.
    type: str
  attempts:
    description: Pushes to try where others come first.
    type: int
    default: 30
  kustomize_binary:
    description: Path of Kustomize; by default the one on PATH.
    type: path
"""

EXAMPLES = r"""
- name: Let the lab run the blog that this commit was built to
  cloudnative.platform.image_promote:
    repository: "{{ gitops_repository }}"
    path: k8s/services/blog/overlays/lab
    image: blog
    new_name: "{{ registry }}/blog"
    tag: "{{ commit }}"
"""

RETURN = r"""
commit:
  description: Id of the commit that was pushed; empty where none was needed.
  type: str
  returned: success
attempts:
  description: Pushes that were tried.
  type: int
  returned: success
superseded_by:
  description: Tag of a later commit that the file names already; empty otherwise.
  type: str
  returned: success
"""

import tempfile
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._gitops.git import (
    Author,
    Branch,
    GitError,
    access,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._gitops.promote import (
    Promoter,
    Promotion,
    PromotionError,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ManifestError

SPEC: dict[str, dict[str, Any]] = {
    "repository": {"type": "str", "required": True},
    "branch": {"type": "str", "default": "main"},
    "path": {"type": "str", "required": True},
    "image": {"type": "str", "required": True},
    "new_name": {"type": "str", "required": True},
    "tag": {"type": "str", "required": True},
    "digest": {"type": "str", "default": ""},
    "message": {"type": "str"},
    "author_name": {"type": "str", "default": "cloudnative.platform"},
    "author_email": {"type": "str", "default": "platform@invalid.example"},
    "token": {"type": "str", "no_log": True},
    "attempts": {"type": "int", "default": 30},
    "kustomize_binary": {"type": "path"},
}


def run(params: dict[str, Any], check: bool) -> dict[str, Any]:
    """Promote; the module's result. Raises GitError, ManifestError, PromotionError."""
    fields = ("path", "image", "new_name", "tag", "digest")
    wanted = Promotion(**{name: params[name] for name in fields})
    message = params["message"] or f"Run {wanted.image} {wanted.tag[:12]} in {wanted.path}"
    author = Author(params["author_name"], params["author_email"])
    with tempfile.TemporaryDirectory(prefix="image-promote-") as folder:
        environ = access(params["token"])
        clone = Path(folder) / "clone"
        branch = Branch.clone(params["repository"], params["branch"], clone, environ)
        promoter = Promoter(branch, author, params["kustomize_binary"])
        outcome = promoter.promote(wanted, message, params["attempts"], check)
    return {
        "changed": outcome.changed,
        "commit": outcome.commit,
        "attempts": outcome.attempts,
        "superseded_by": outcome.superseded_by,
        "diff": {
            "before_header": wanted.path,
            "after_header": wanted.path,
            "before": outcome.before,
            "after": outcome.after,
        },
    }


def main() -> None:
    """Read the arguments, run, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    try:
        module.exit_json(**run(module.params, module.check_mode))
    except (GitError, ManifestError, PromotionError) as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
