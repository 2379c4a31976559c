# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What the modules ask AWS for; only botocore is needed."""
