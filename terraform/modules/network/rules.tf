# Every port that is open in this network, by name. Nothing else is: a test compares this list
# with what is planned. "peer" is a security group of this network, "cidr" an address range.

locals {
  # What one group sends to another is one line here and becomes two rules: out of the sender
  # and into the receiver.
  all_flows = {
    alb_to_gateway = {
      from   = "alb", to = "nodes", port = var.gateway_node_port
      reason = "Requests from the load balancer to the mesh gateway"
    }
    alb_to_gateway_health = {
      from   = "alb", to = "nodes", port = var.gateway_status_node_port
      reason = "Health check of the mesh gateway by the load balancer"
    }
    nodes_to_api = {
      from   = "nodes", to = "control_plane", port = 443
      reason = "Kubelet and pods to the Kubernetes API"
    }
    api_to_kubelet = {
      from   = "control_plane", to = "nodes", port = 10250
      reason = "Kubernetes API to kubelets and metrics-server: logs, exec, metrics"
    }
    api_to_istiod_webhook = {
      from   = "control_plane", to = "nodes", port = 15017
      reason = "Kubernetes API to istiod: sidecar injection and validation webhooks"
    }
    nodes_to_database = {
      from   = "nodes", to = "database", port = 5432
      reason = "Services to PostgreSQL"
    }
    nodes_to_cache = {
      from   = "nodes", to = "cache", port = 6379
      reason = "Services to Valkey or Redis"
    }
    nodes_to_endpoints = {
      from   = "nodes", to = "endpoints", port = 443
      reason = "AWS APIs through the network's own endpoints"
    }
    # Pods share their node's group and listen on ports of their own choice; which pod reaches
    # which is the business of NetworkPolicies.
    nodes_to_nodes = {
      from   = "nodes", to = "nodes", port = null
      reason = "Pod to pod and DNS across nodes; narrowed by NetworkPolicies"
    }
  }

  # Without interface endpoints nobody has their group, nor rules for it.
  flows = { for name, flow in local.all_flows : name => flow if contains(keys(local.groups), flow.to) }

  # What comes from or goes to addresses outside the network.
  outside = merge(
    {
      for cidr in var.alb_allowed_cidrs : "alb_https_from_${cidr}" => {
        group = "alb", direction = "ingress", port = 443, cidr = cidr, reason = "HTTPS from clients"
      }
    },
    {
      for cidr in var.alb_allowed_cidrs : "alb_http_from_${cidr}" => {
        group  = "alb", direction = "ingress", port = 80, cidr = cidr
        reason = "HTTP from clients, answered by a redirect to HTTPS"
      }
    },
    {
      nodes_https_to_internet = {
        group  = "nodes", direction = "egress", port = 443, cidr = "0.0.0.0/0"
        reason = "Image registries, AWS APIs and Git over HTTPS"
      }
    },
  )

  rules = merge(
    {
      for name, flow in local.flows : "${name}_out" => {
        group    = flow.from, direction = "egress", port = flow.port, cidr = null, peer = flow.to
        protocol = flow.port == null ? "-1" : "tcp", reason = flow.reason
      }
    },
    {
      for name, flow in local.flows : "${name}_in" => {
        group    = flow.to, direction = "ingress", port = flow.port, cidr = null, peer = flow.from
        protocol = flow.port == null ? "-1" : "tcp", reason = flow.reason
      }
    },
    { for name, rule in local.outside : name => merge(rule, { peer = null, protocol = "tcp" }) },
  )
}
