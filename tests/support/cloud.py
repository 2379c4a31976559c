"""An emulator in this process: moto with our extensions behind the gateway."""

from __future__ import annotations

import base64
import json
import os
import threading
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.signers import RequestSigner

ACCOUNT, REGION, CLUSTER = "123456789012", "ap-northeast-2", "cloudnative-lab"
os.environ["MOTO_ACCOUNT_ID"] = ACCOUNT
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"

from moto.iam.models import iam_backends  # noqa: E402

from platform_lab.cloud import bootstrap  # noqa: E402
from platform_lab.cloud.lab import Lab  # noqa: E402
from platform_lab.cloud.snapshot import Keeper  # noqa: E402

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}],
    }
)


@dataclass
class Emulator:
    """A running endpoint and what its tests look into."""

    lab: Lab
    guard: threading.Lock
    keeper: Keeper
    url: str
    changes: list[str]

    def client(
        self, service: str, key: str = "", secret: str = "", token: str = "", tls: bool = False
    ) -> Any:
        """A client with a key of the user ``platform``, or another one."""
        if not key:
            made = iam_backends[ACCOUNT]["aws"].users[bootstrap.USER].access_keys[0]
            key, secret = made.access_key_id, made.secret_access_key
        # Its stubs know literal names of services only.
        make: Any = boto3.client
        return make(
            service,
            endpoint_url=self.url.replace("http:", "https:") if tls else self.url,
            verify=str(self.lab.settings.pki / "ca.crt") if tls else None,
            region_name=REGION,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token or None,
            config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}),
        )


def create_cluster(emulator: Emulator, name: str = CLUSTER, **more: Any) -> dict[str, Any]:
    """An EKS cluster over two subnets."""
    ec2 = emulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24")["Subnet"]["SubnetId"]
        for number in range(2)
    ]
    role = f"arn:aws:iam::{ACCOUNT}:role/eks"
    settings = {"accessConfig": {"authenticationMode": "API"}, "version": "1.35"} | more
    made: dict[str, Any] = emulator.client("eks").create_cluster(
        name=name, roleArn=role, resourcesVpcConfig={"subnetIds": subnets}, **settings
    )["cluster"]
    return made


def token_of(client: Any, cluster: str = CLUSTER) -> str:
    """A token as ``aws eks get-token`` makes it, for the owner of a client's key."""
    signer = RequestSigner(
        client.meta.service_model.service_id,
        REGION,
        "sts",
        "v4",
        client._request_signer._credentials,
        client.meta.events,
    )
    url = signer.generate_presigned_url(
        {
            "method": "GET",
            "url": f"https://sts.{REGION}.amazonaws.com/"
            "?Action=GetCallerIdentity&Version=2011-06-15",
            "body": {},
            "headers": {"x-k8s-aws-id": cluster},
            "context": {},
        },
        region_name=REGION,
        expires_in=60,
        operation_name="",
    )
    return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
