# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Terraform for role infrastructure: plan, tell, apply, read outputs. Internal here."""
