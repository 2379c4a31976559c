"""EC2's networks over moto: what goes with something that is deleted, and what stands in its way.

moto keeps much of what AWS takes along, so that the rest of the network could not be deleted.
"""

from __future__ import annotations

from typing import Any

from moto.ec2.exceptions import DependencyViolationError, EC2ClientError
from moto.ec2.models.elastic_network_interfaces import NetworkInterfaceBackend
from moto.ec2.models.nat_gateways import NatGatewayBackend
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.subnets import SubnetBackend
from moto.ec2.models.vpcs import VPCBackend


def install() -> None:
    """Have moto delete networks as AWS does."""
    NatGatewayBackend.delete_nat_gateway = delete_nat_gateway  # type: ignore[assignment, method-assign]
    NetworkInterfaceBackend.delete_network_interface = delete_network_interface  # type: ignore[assignment, method-assign]
    SecurityGroupRule.__eq__ = is_same_rule  # type: ignore[method-assign]
    SubnetBackend.delete_subnet = delete_subnet  # type: ignore[assignment, method-assign]
    VPCBackend.delete_vpc = delete_vpc  # type: ignore[assignment, method-assign]
    VPCBackend.delete_vpc_endpoints = delete_vpc_endpoints  # type: ignore[assignment, method-assign]


_delete_nat_gateway = NatGatewayBackend.delete_nat_gateway


def delete_nat_gateway(backend: Any, nat_gateway_id: str) -> Any:
    """Delete a gateway with its network interface; its address is free again."""
    gateway = _delete_nat_gateway(backend, nat_gateway_id)
    interface = backend.enis.pop(gateway._eni.id, None)
    for address in backend.addresses:
        if interface and address.eni is interface:
            backend.disassociate_address(address=address.public_ip)
    # AWS shows it for an hour without listing it among what is tagged.
    backend.tags.pop(nat_gateway_id, None)
    return gateway


_delete_network_interface = NetworkInterfaceBackend.delete_network_interface


def delete_network_interface(backend: Any, eni_id: str) -> None:
    """Delete an interface that is nobody's; those of gateways and endpoints go with them."""
    gateways = {gateway._eni.id for gateway in backend.nat_gateways.values()}
    endpoints = backend.vpc_end_points.values()
    owned = gateways.union(*(endpoint.network_interface_ids or () for endpoint in endpoints))
    if eni_id in backend.enis and eni_id in owned:
        raise EC2ClientError(
            "InvalidParameterValue", f"Network interface '{eni_id}' is currently in use."
        )
    _delete_network_interface(backend, eni_id)


_delete_subnet = SubnetBackend.delete_subnet


def delete_subnet(backend: Any, subnet_id: str) -> Any:
    """Delete a subnet where no interface is left in it, and its associations with tables."""
    if any(interface.subnet.id == subnet_id for interface in backend.enis.values()):
        raise DependencyViolationError(
            f"The subnet '{subnet_id}' has dependencies and cannot be deleted."
        )
    subnet = _delete_subnet(backend, subnet_id)
    for table in backend.route_tables.values():
        kept = {key: target for key, target in table._associations.items() if target != subnet_id}
        table._associations = kept
    return subnet


_delete_vpc = VPCBackend.delete_vpc


def delete_vpc(backend: Any, vpc_id: str) -> Any:
    """Delete a VPC that nothing lies in but what AWS has put there itself."""
    groups = backend.groups.get(vpc_id, {}).values()
    gateways = backend.internet_gateways.values()
    if any(group.name != "default" for group in groups) or any(
        gateway.vpc and gateway.vpc.id == vpc_id for gateway in gateways
    ):
        raise DependencyViolationError(
            f"The vpc '{vpc_id}' has dependencies and cannot be deleted."
        )
    return _delete_vpc(backend, vpc_id)


_delete_vpc_endpoints = VPCBackend.delete_vpc_endpoints


def delete_vpc_endpoints(backend: Any, vpce_ids: list[str] | None = None) -> None:
    """Delete endpoints, also gateways to tables that are gone: those have lost their routes."""
    for identity in vpce_ids or []:
        if endpoint := backend.vpc_end_points.get(identity):
            known = [table for table in endpoint.route_table_ids if table in backend.route_tables]
            endpoint.route_table_ids = known
    _delete_vpc_endpoints(backend, vpce_ids)


def is_same_rule(rule: SecurityGroupRule, other: SecurityGroupRule) -> bool:
    """Whether two rules open the same; what people wrote beside them does not count."""
    return _opened(rule) == _opened(other)


def _opened(rule: SecurityGroupRule) -> tuple[object, ...]:
    peers = (rule.cidr_ipv4, rule.cidr_ipv6, rule.source_group.get("GroupId"), rule.prefix_list_id)
    return rule.ip_protocol, rule.from_port, rule.to_port, *peers
