# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Last snapshots of what holds data, readable after the platform's own keys are gone."""
