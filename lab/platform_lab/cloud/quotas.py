"""Service quotas over moto, which knows only a part of those of VPC: the defaults of an account."""

from __future__ import annotations

from typing import Any

from moto.servicequotas.exceptions import NoSuchResource
from moto.servicequotas.models import ServiceQuotasBackend

# By service: code, name and AWS's default value.
QUOTAS: dict[str, dict[str, tuple[str, float]]] = {
    "vpc": {
        "L-F678F1CE": ("VPCs per Region", 5),
        "L-A4707A72": ("Internet gateways per Region", 5),
        "L-FE5A380F": ("NAT gateways per Availability Zone", 5),
        "L-29B6F2EB": ("Interface VPC endpoints per VPC", 50),
    },
    "ec2": {
        "L-0263D0A3": ("EC2-VPC Elastic IPs", 5),
        "L-1216C47A": ("Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", 5),
        "L-34B43A08": ("All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests", 5),
    },
    "eks": {"L-1194D53C": ("Clusters", 100)},
    "rds": {"L-7B6409FD": ("DB instances", 40)},
    "elasticache": {"L-DFE45DF3": ("Nodes per Region", 300)},
    "elasticloadbalancing": {"L-53DA6B97": ("Application Load Balancers per Region", 50)},
}


def quota(backend: ServiceQuotasBackend, service_code: str, quota_code: str) -> dict[str, Any]:
    """One quota as AWS answers it; moto's error where there is none."""
    if quota_code not in QUOTAS.get(service_code, {}):
        raise NoSuchResource
    name, value = QUOTAS[service_code][quota_code]
    return {
        "ServiceCode": service_code,
        "QuotaArn": f"arn:aws:servicequotas:{backend.region_name}:{backend.account_id}:"
        f"{service_code}/{quota_code}",
        "QuotaCode": quota_code,
        "QuotaName": name,
        "Value": value,
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": False,
    }


def install() -> None:
    """Let moto answer these."""
    ServiceQuotasBackend.get_service_quota = quota  # type: ignore[method-assign, assignment]
