"""The price list: US dollars in us-east-1, on demand, without free tiers.

Taken from the public pages of DynamoDB, Lambda, API Gateway, CloudWatch, X-Ray, WAF and Budgets (such as
https://aws.amazon.com/cloudwatch/pricing/) as of 2026-11; the DynamoDB request prices are those since 2024-11-01.
Prices change: compare them with https://aws.amazon.com/pricing/ before you plan by them.
"""

AS_OF = "2026-11"

READ_UNITS = 0.125  # a million
WRITE_UNITS = 0.625  # a million
# A million calls by front: the first 333 million of a month of a REST API, the first 300 million of an HTTP API.
FRONTS = {"rest": 3.50, "http": 1.00, "url": 0.00}
INVOCATIONS = 0.20  # a million
GB_SECONDS = 0.0000133334  # of arm64
LOGGED_GB = 0.50  # ingested
SENT_GB = 0.09  # out to the internet
KEPT_LOGS_GB = 0.03  # a month, of compressed logs
METRICS = 0.30  # a month, each of the first 10,000
ALARM_METRICS = 0.10  # a month, for each metric that an alarm of standard resolution reads
TRACES = 5.00  # a million recorded
FIREWALL = 5.00  # a month, each web ACL
FIREWALL_RULES = 1.00  # a month, each
FIREWALL_REQUESTS = 0.60  # a million looked at, blocked ones too
BUDGETS = 0.00  # those without actions
