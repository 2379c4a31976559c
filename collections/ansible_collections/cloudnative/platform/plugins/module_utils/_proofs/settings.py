# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the proofs find things; filled from the options of the action ``proof``."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from .._aws.eks_token_program import Source
from .._graph.model import Graph


@dataclass(frozen=True)
class Settings:
    """Places and names.

    Attributes:
        gateway_url: where the mesh gateway answers people, without a slash at the end.
        service_namespaces: namespaces that hold services.
        blog_namespace, blog_selector, blog_container: the blog's pods.
        database_namespace, database_host, database_port: the database behind it.
        etcd_data_dir: etcd's folder where it can be read; empty on a managed control plane.
        account_secret: in AWS Secrets Manager, the password of the account that proofs use.
        aws_region, aws_cluster_name, aws_endpoint_url, aws_credentials_file: for cluster tokens;
            no cluster name means that the cluster is no EKS cluster.
        graph: who may call whom.
    """

    gateway_url: str
    service_namespaces: tuple[str, ...] = ("blog", "data")
    blog_namespace: str = "blog"
    blog_selector: str = "app.kubernetes.io/name=blog"
    blog_container: str = "blog"
    database_namespace: str = "data"
    database_host: str = "db-service.data.svc.cluster.local"
    database_port: int = 5432
    etcd_data_dir: str = ""
    account_secret: str = ""
    aws_region: str = ""
    aws_cluster_name: str = ""
    aws_endpoint_url: str = ""
    aws_credentials_file: str = ""
    graph: Graph = field(default_factory=lambda: Graph({}))

    def aws(self) -> Source:
        """Where AWS is asked, and with which credentials."""
        return Source(
            self.aws_cluster_name,
            self.aws_region,
            self.aws_endpoint_url,
            self.aws_credentials_file,
        )

    @classmethod
    def of(cls, options: dict[str, Any]) -> Settings:
        """Take from ``options`` what is a setting; absent and null mean the default."""
        names = {entry.name for entry in fields(cls)}
        chosen = {k: v for k, v in options.items() if k in names and v is not None}
        if "service_namespaces" in chosen:
            chosen["service_namespaces"] = tuple(chosen["service_namespaces"])
        chosen["gateway_url"] = str(chosen["gateway_url"]).rstrip("/")
        return cls(**chosen)
