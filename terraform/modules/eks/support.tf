# The day, UTC, on which EKS's standard support of a version ends, from its release calendar:
# https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
# Versions out of standard support are left out: they cost six times as much.

locals {
  versions_as_of = "2026-11-23"

  end_of_support = {
    "1.34" = "2026-12-02"
    "1.35" = "2027-03-27"
    "1.36" = "2027-08-02"
  }

  now = var.today == null ? plantimestamp() : "${var.today}T00:00:00Z"

  ends = "${local.end_of_support[var.kubernetes_version]}T00:00:00Z"

  # An upgrade is tried out in staging and then in production: that takes weeks.
  days_of_notice = 90
}

check "kubernetes_version" {
  assert {
    condition     = timecmp(timeadd(local.now, "${local.days_of_notice * 24}h"), local.ends) < 0
    error_message = "EKS ends its standard support of Kubernetes ${var.kubernetes_version} on ${substr(local.ends, 0, 10)}, in less than ${local.days_of_notice} days: upgrade before AWS does."
  }
}
