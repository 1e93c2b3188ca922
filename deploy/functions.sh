# What docs/deploy-aws.md and the runbook (docs/operations.md) call more than once: . deploy/functions.sh
# Needs AWS_REGION and STACK, the aws CLI, kubectl, jq and openssl.

ACCOUNT=$(aws sts get-caller-identity --query Account --output text)
# the template and the function's code
CODE=$STACK-code-$ACCOUNT-$AWS_REGION

# deploy <parameter>=<value> …: what is not given stays as it is
deploy() {
  aws cloudformation deploy --stack-name $STACK --template-file deploy/template.yaml --s3-bucket $CODE \
    --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset --parameter-overrides "$@"
}

# output <name>: of the stack
output() {
  aws cloudformation describe-stacks --stack-name $STACK --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text
}

# key <output>: the API key in a secret of the stack
key() { aws secretsmanager get-secret-value --secret-id $(output $1) --query SecretString --output text | jq -r .key; }

# digest <key>: as secrets.yaml holds it
digest() { printf %s "$1" | sha256sum | cut -d' ' -f1; }

# sealed links|vault|services: 32 random bytes that the gateway alone can open
sealed() {
  openssl rand 32 > /tmp/key \
    && aws kms encrypt --key-id $(output GatewaySecretsKeyArn) --encryption-context taskgate=$1,tenant=default \
      --plaintext fileb:///tmp/key --query CiphertextBlob --output text && shred -u /tmp/key
}

# read_secrets: the gateway's secrets as secrets.yaml; fails where there are none yet
read_secrets() {
  kubectl -n taskgate get secret taskgate-secrets -o jsonpath='{.data.secrets\.yaml}' > secrets.b64 \
    && base64 -d < secrets.b64 > secrets.yaml && rm secrets.b64 && return
  rm -f secrets.b64
  return 1
}

# write_secrets: the other way round; secrets.yaml is deleted
write_secrets() {
  kubectl -n taskgate create secret generic taskgate-secrets --from-file=secrets.yaml --dry-run=client -o yaml \
    | kubectl apply -f - && rm secrets.yaml
}

# stack_env: what the gateway has to know of the stack, as k8s/base/stack.env
stack_env() {
  local url
  if [ "$(output LinksByApi)" = true ]; then url=https://$(output ApiEndpoint); else url=$(output PublicUrl); fi
  {
    echo "TASKGATE_AWS_LEDGER_TABLE=$(output TableName)"
    echo "TASKGATE_AWS_PAYLOADS_BUCKET=$(output BucketName)"
    echo "TASKGATE_EVENTS_QUEUE=$(output QueueName)"
    echo "TASKGATE_PUBLIC_URL=$url"
    echo "TASKGATE_AWS_KMS_KEY_ID=$(output GatewaySecretsKeyArn)"
    case $url in http://*) echo TASKGATE_LINKS_ALLOW_PLAIN_HTTP=true ;; esac
  } > k8s/base/stack.env
}

# roll_out: pods with the secrets of now
roll_out() {
  kubectl -n taskgate rollout restart deployment/taskgate \
    && kubectl -n taskgate rollout status deployment/taskgate --timeout=10m
}

# change_key <entry under access.keys> <output with its secret> <parameter with its version>: a new key without a call that is
# refused. The gateway knows both before the new one is sent, and the old one goes when nothing sends it any more. The entry's
# name gets eight digits of the version.
change_key() {
  local key version
  key=$(openssl rand -hex 32)
  version=$(openssl rand -hex 16)
  read_secrets || return 1
  grep -E "^ *$1(-[0-9a-f]{8})?: " secrets.yaml \
    | sed -E "s/^( *)$1[-0-9a-f]*:/\1$1-${version:0:8}:/; s/sha256:[0-9a-f]{64}/sha256:$(digest $key)/" > added.yaml
  [ "$(wc -l < added.yaml)" = 1 ] || { echo "secrets.yaml has not one entry $1" >&2; return 1; }
  cat added.yaml >> secrets.yaml && rm added.yaml
  { write_secrets && roll_out; } || return 1
  aws secretsmanager put-secret-value --secret-id $(output $2) --client-request-token $version --secret-string "{\"key\": \"$key\"}" || return 1
  deploy $3=$version || return 1
  sleep 60 # until all of API Gateway, the function or EventBridge has it
  read_secrets || return 1
  sed -i -E "/^ *$1(-[0-9a-f]{8})?: /{/^ *$1-${version:0:8}: /!d}" secrets.yaml
  write_secrets && roll_out
}
