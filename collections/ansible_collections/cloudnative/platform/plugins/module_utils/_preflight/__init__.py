# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks before anything is changed: pure functions, and gather.py that asks the machine."""
