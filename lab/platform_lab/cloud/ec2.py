"""EC2 over moto: what it answers differently from AWS, which a second plan would take for drift."""

from __future__ import annotations

from typing import Any

from moto.ec2.models.launch_templates import LaunchTemplateBackend
from moto.ec2.models.security_groups import SecurityGroupRule

from platform_lab.cloud import ec2_network


def install() -> None:
    """Have moto answer as AWS does where Terraform and the leak report would notice."""
    SecurityGroupRule.description = property(rule_description)  # type: ignore[assignment]
    LaunchTemplateBackend.create_launch_template = create_launch_template  # type: ignore[assignment, method-assign]
    ec2_network.install()


def rule_description(rule: SecurityGroupRule) -> str | None:
    """The description of a rule, whether its other end is a range or a security group."""
    given = rule.ip_range.get("Description") or rule.source_group.get("Description")
    return str(given) if given else None


_create_launch_template = LaunchTemplateBackend.create_launch_template


def create_launch_template(
    backend: LaunchTemplateBackend,
    name: str,
    description: str,
    template_data: dict[str, Any],
    tag_spec: dict[str, Any],
) -> Any:
    """Make a template; the tags of the template itself are no part of what it launches."""
    if "TagSpecifications" in template_data:
        template_data["TagSpecifications"] = [
            one
            for one in template_data["TagSpecifications"]
            if one["ResourceType"] != "launch-template"
        ]
    return _create_launch_template(backend, name, description, template_data, tag_spec)
