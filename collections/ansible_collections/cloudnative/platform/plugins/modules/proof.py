# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Documentation of the action ``proof``; the work is done in plugins/action/proof.py."""

DOCUMENTATION = r"""
module: proof
short_description: Prove that the platform keeps its promises
description:
  - Sends real traffic and reads real state in a running cluster. Each proof is one promise of the
    platform; C(docs/proofs.md) lists them.
  - Every call between the services of the service graph is tried, over mTLS and in plain text, and
    what was seen is shown as a matrix.
  - Proofs that do not disturb each other run side by side; a line is shown as soon as one ends.
  - A negative control breaks what a proof watches and requires that the proof turns red. It never
    changes or removes an object of the platform but adds one that opens the guard, carrying the
    label C(cloudnative.platform/negative-control), and removes it again. What a killed run has
    left is removed first by the next.
  - Needs the pods that the role C(verify) creates.
  - A proof that does not pass does not fail the task, so that a report can be written; see RV(ok).
version_added: 0.1.0
author: cloudnative.platform contributors
options:
  names:
    description: The proofs to run; all of them where none is named.
    type: list
    elements: str
    default: []
  control:
    description: Whether to run the negative controls too.
    type: bool
    default: false
  gateway_url:
    description: Where the mesh gateway answers.
    type: str
    required: true
  service_graph:
    description: File of the service graph; every call between its services is tried.
    type: path
    required: true
  service_namespaces:
    description: Namespaces that hold services.
    type: list
    elements: str
    default: [blog, data]
  blog_namespace:
    description: Namespace of the blog.
    type: str
    default: blog
  blog_selector:
    description: Labels that choose the blog's pods.
    type: str
    default: app.kubernetes.io/name=blog
  blog_container:
    description: Name of the blog's container, which has Python.
    type: str
    default: blog
  database_namespace:
    description: Namespace of the blog's database.
    type: str
    default: data
  database_host:
    description: Name under which the blog reaches its database.
    type: str
    default: db-service.data.svc.cluster.local
  database_port:
    description: Port of the database.
    type: int
    default: 5432
  etcd_data_dir:
    description:
      - Folder of etcd's files on this machine.
      - Empty where the control plane is managed; the proof that reads them is skipped then.
    type: str
    default: ""
  account_secret:
    description:
      - Secret in AWS Secrets Manager with the C(password) of the account by which proofs act as a
        user; the account is made where there is none.
    type: str
    required: true
  aws_cluster_name:
    description: Name of the EKS cluster; empty where the cluster is none.
    type: str
    default: ""
  aws_region:
    description: Region of the cluster and of its secrets.
    type: str
    default: ""
  aws_endpoint_url:
    description: Address of the AWS API where it is not Amazon's own.
    type: str
    default: ""
  aws_credentials_file:
    description: Shared credentials file; empty means what botocore finds by itself.
    type: str
    default: ""
extends_documentation_fragment:
  - cloudnative.platform.kube_auth
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: none
    description: Skipped, because proofs create objects for a moment.
  diff_mode:
    support: none
  idempotent:
    support: full
    details: What a proof creates it also removes.
"""

EXAMPLES = r"""
- name: Prove everything and show that each proof can fail
  cloudnative.platform.proof:
    gateway_url: http://172.30.0.11:30080
    service_graph: k8s/service-graph.yml
    account_secret: cloudnative-lab/verify
    aws_region: ap-northeast-2
    control: true
  register: proofs

- name: Prove one thing
  cloudnative.platform.proof:
    names: [plaintext_refused]
    gateway_url: http://172.30.0.11:30080
    service_graph: k8s/service-graph.yml
    account_secret: cloudnative-lab/verify
    aws_region: ap-northeast-2
"""

RETURN = r"""
ok:
  description: Whether at least one proof passed and none failed.
  type: bool
  returned: always
headline:
  description: The outcome in one line.
  type: str
  returned: always
  sample: 14 of 14 proofs passed, 14 turned red when their guard was broken
failures:
  description: Each proof that failed or could not be carried out, with the reason.
  type: list
  elements: str
  returned: always
version:
  description: The cluster's version of Kubernetes.
  type: str
  returned: always
images:
  description: Every image that runs in the cluster.
  type: list
  elements: str
  returned: always
finished_at:
  description: When the last proof ended (UTC).
  type: str
  returned: always
removed:
  description: Objects that an earlier, killed run had left and that were removed.
  type: list
  elements: str
  returned: always
proofs:
  description: How each proof ended.
  type: list
  elements: dict
  returned: always
  contains:
    name: {description: Name of the proof., type: str}
    title: {description: The promise., type: str}
    guard: {description: What keeps the promise., type: str}
    requirement: {description: Its number in docs/requirements.md., type: str}
    status: {description: "One of V(passed), V(failed), V(error), V(skipped).", type: str}
    message: {description: Why it did not pass., type: str}
    evidence:
      description:
        - What was asked, expected and seen; C(held) says whether it fits.
        - For a call between services, C(row) and C(column) are its caller and its target.
      type: list
      elements: dict
    control:
      description: How the negative control ended; null where it did not run.
      type: dict
    started: {description: When it started (UTC)., type: str}
    seconds: {description: How long it took., type: float}
"""
