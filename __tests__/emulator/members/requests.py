# Reads the names of operations by service (JSON, standard input), and writes for each member of their inputs, as botocore's models have
# them, one valid request with the required members and this one (JSON lines). Values are made from the model, or given below by name.
import base64
import json
import sys
from urllib.parse import parse_qsl, urlencode, urlsplit

import botocore
import botocore.serialize
import botocore.session

SERVICES = {'s3': 's3', 's3-control': 's3control', 'iam': 'iam', 'sts': 'sts'}
TRUST = json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': {'Service': 's3.amazonaws.com'}, 'Action': 'sts:AssumeRole'}]})
POLICY = json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': '*'}]})
ROLE = 'arn:aws:iam::111122223333:role/r'
SHARED = 'arn:aws:iam::111122223333:policy/p'

# By service, operation or nothing, and member: the first that fits.
GIVEN = {
    's3': {
        'Bucket': 'members', 'Key': 'k', 'UploadId': 'UPLOAD', 'PartNumber': 1, 'CopySource': 'members/k', 'VersionId': 'VERSION',
        'ExpectedBucketOwner': '111122223333', 'ExpectedSourceBucketOwner': '111122223333', 'IfNoneMatch': '*',
        'GetBucketPolicy.Bucket': 'members', 'ACL': 'private', 'Id': 'i', 'ID': 'i',
        'Policy': json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': {'AWS': '111122223333'}, 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::members/*'}]}),
        'Role': ROLE, 'RestoreObject.Key': 'cold', 'Destination.Bucket': 'arn:aws:s3:::replicas', 'Status': 'Enabled', 'Days': 1, 'ContinuationToken': 'eA==',
    },
    's3-control': {
        'AccountId': '111122223333', 'JobId': 'JOB', 'RoleArn': 'arn:aws:iam::111122223333:role/job', 'Format': 'Report_CSV_20180820',
        'ExpectedManifestBucketOwner': '111122223333', 'SourceBucket': 'arn:aws:s3:::members', 'ManifestOutputBucket': 'arn:aws:s3:::members',
    },
    'iam': {
        'RoleName': 'r', 'UserName': 'u', 'PolicyName': 'i', 'PolicyArn': SHARED, 'PolicyDocument': POLICY, 'AssumeRolePolicyDocument': TRUST,
        'PermissionsBoundary': SHARED, 'PolicySourceArn': 'arn:aws:iam::111122223333:user/u', 'CallerArn': 'arn:aws:iam::111122223333:user/u',
        'CreateRole.RoleName': 'new', 'CreateUser.UserName': 'new', 'CreatePolicy.PolicyName': 'new', 'VersionId': 'v1', 'Path': '/a/',
        'PathPrefix': '/', 'NewPath': '/a/', 'UpdateAssumeRolePolicy.PolicyDocument': TRUST, 'NewUserName': 'newer', 'MaxSessionDuration': 3600, 'AccessKeyId': 'KEY', 'Status': 'Inactive',
        'Marker': '', 'ActionNames': ['s3:GetObject'], 'PolicyInputList': [POLICY], 'PermissionsBoundaryPolicyInputList': [POLICY],
        'ResourceOwner': 'arn:aws:iam::111122223333:root',
    },
    'sts': {'RoleArn': ROLE, 'RoleSessionName': 'session', 'DurationSeconds': 900, 'PolicyArns': [{'arn': SHARED}], 'Policy': POLICY},
}


LOCK = {'Key': 'locked', 'VersionId': 'LOCKED'}
GENERATOR = {'S3JobManifestGenerator': {'SourceBucket': 'arn:aws:s3:::members', 'EnableManifestOutput': False, 'Filter': {'EligibleForReplication': True}}}
RULE = {'ID': 'i', 'Status': 'Enabled', 'Priority': 1, 'Filter': {}, 'DeleteMarkerReplication': {'Status': 'Disabled'}, 'Destination': {'Bucket': 'arn:aws:s3:::replicas'}}

# What a request has beside its required members, so that it gets as far as the one that it is about: by operation, and by member.
BESIDE = {
    'CreateBucket': {'Bucket': 'another', 'ObjectOwnership': 'ObjectWriter'},
    'CompleteMultipartUpload': {'MultipartUpload': {'Parts': [{'PartNumber': 1, 'ETag': '"5d41402abc4b2a76b9719d911017c592"'}]}},
    'CopyObject': {'Key': 'copy'},
    'DeleteObjects': {'Delete': {'Objects': [{'Key': 'k'}]}},
    'RestoreObject': {'Key': 'cold', 'RestoreRequest': {'Days': 1}},
    'GetObjectRetention': LOCK, 'GetObjectLegalHold': LOCK,
    'PutObjectRetention': {'Retention': {'Mode': 'GOVERNANCE', 'RetainUntilDate': '2099-06-01T00:00:00Z'}},
    'PutObjectLegalHold': {'LegalHold': {'Status': 'ON'}},
    'PutObjectLockConfiguration': {'ObjectLockConfiguration': {'ObjectLockEnabled': 'Enabled'}},
    'PutBucketVersioning': {'VersioningConfiguration': {'Status': 'Enabled'}},
    'PutBucketAccelerateConfiguration': {'AccelerateConfiguration': {'Status': 'Enabled'}},
    'PutBucketWebsite': {'WebsiteConfiguration': {'IndexDocument': {'Suffix': 'x'}}},
    'PutBucketLifecycleConfiguration': {'LifecycleConfiguration': {'Rules': [{'ID': 'i', 'Status': 'Enabled', 'Filter': {'Prefix': ''}, 'Expiration': {'Days': 1}}]}},
    'PutBucketEncryption': {'ServerSideEncryptionConfiguration': {'Rules': [{'ApplyServerSideEncryptionByDefault': {'SSEAlgorithm': 'aws:kms'}}]}},
    'PutBucketReplication': {'ReplicationConfiguration': {'Role': ROLE, 'Rules': [RULE]}},
    'CreateJob': {
        'Operation': {'S3ReplicateObject': {}}, 'Report': {'Enabled': False}, 'ManifestGenerator': GENERATOR, 'Priority': 1,
        'ClientRequestToken': 't', 'RoleArn': 'arn:aws:iam::111122223333:role/job', 'ConfirmationRequired': True,
    },
    **{name: {'UserName': 'u'} for name in ('CreateAccessKey', 'DeleteAccessKey', 'ListAccessKeys', 'UpdateAccessKey', 'ListMFADevices', 'DeleteLoginProfile', 'ListSSHPublicKeys', 'ListServiceSpecificCredentials', 'ListSigningCertificates')},
}
BESIDE_MEMBER = {
    'BucketKeyEnabled': {'ServerSideEncryption': 'aws:kms'}, 'SSEKMSKeyId': {'ServerSideEncryption': 'aws:kms'},
    **{name: {'ContextEntries': [{'ContextKeyName': 'aws:SourceIp', 'ContextKeyType': 'ip', 'ContextKeyValues': ['127.0.0.1']}]} for name in ('ContextKeyName', 'ContextKeyType', 'ContextKeyValues')},
    'BypassGovernanceRetention': LOCK, 'UploadIdMarker': {'KeyMarker': 'k'}, 'VersionIdMarker': {'KeyMarker': 'k'},
    'Tagging': {'TaggingDirective': 'REPLACE'}, 'Metadata': {'MetadataDirective': 'REPLACE'},
    'PutObjectRetention.BypassGovernanceRetention': {**LOCK, 'Retention': {'Mode': 'GOVERNANCE', 'RetainUntilDate': '2098-01-01T00:00:00Z'}},
    'DeleteObjects.BypassGovernanceRetention': {'Delete': {'Objects': [LOCK]}},
    **{name: {'MetadataDirective': 'REPLACE'} for name in ('CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'ContentType', 'Expires')},
}


def is_other_choice(name, path):
    """Of some members, only one may be there."""
    if name == 'Operation':
        return path[:1] == ['Operation'] and path[1:2] != ['S3ReplicateObject']
    return name == 'ManifestGenerator' and path[:1] == ['Manifest']


def with_beside(parameters, beside, shape, path):
    for name, extra in beside.items():
        if name not in shape.members or is_other_choice(name, path):
            continue
        target = path[1:] if path and path[0] == name else []
        member = shape.members[name]
        if name not in parameters:
            parameters[name] = extra
        elif isinstance(extra, dict) and isinstance(parameters[name], dict):
            with_beside(parameters[name], extra, member, target)
        elif isinstance(extra, list) and isinstance(extra[0], dict):
            with_beside(parameters[name][0], extra[0], member.member, target)
        elif not path or path[0] != name:
            parameters[name] = extra


AND = {'Prefix': 'x', 'Tags': [{'Key': 'a', 'Value': 'b'}]}


def beside_member(operation, path):
    if not path:
        return {}
    if operation == 'PutBucketReplication' and 'And' in path:
        return {'ReplicationConfiguration': {'Role': ROLE, 'Rules': [{**RULE, 'Filter': {'And': AND}}]}}
    return BESIDE_MEMBER.get(f'{operation}.{path[-1]}', BESIDE_MEMBER.get(path[-1], {}))


def given(service, operation, parent, name):
    for key in (f'{operation}.{name}', f'{parent}.{name}', name):
        if key in GIVEN[service]:
            return GIVEN[service][key]
    return None


def value(where, shape, parent, name, path, seen):
    """A value with the required members, and those of `path`."""
    known = given(*where, parent, name)
    if known is not None and not path:
        return known
    if shape.type_name == 'structure':
        wanted = [member for member in shape.members if member in shape.required_members or (path and path[0] == member)]
        seen = seen + (shape.name,)
        return {m: value(where, shape.members[m], name or where[1], m, path[1:] if path and path[0] == m else [], seen)
                for m in wanted if shape.members[m].name not in seen or (path and path[0] == m)}
    if shape.type_name == 'list':
        return [value(where, shape.member, parent, name, path, seen)]
    if shape.type_name == 'map':
        return {'key': 'value'}
    if shape.type_name == 'boolean':
        return True
    if shape.type_name in ('integer', 'long', 'float', 'double'):
        return shape.metadata.get('min', 1) or 1
    if shape.type_name == 'timestamp':
        return '2099-01-01T00:00:00Z'
    if shape.type_name == 'blob':
        return b'x'
    return (getattr(shape, 'enum', None) or ['x' * max(1, shape.metadata.get('min', 1))])[0]


def paths(shape, seen=(), before=()):
    if shape.type_name == 'list':
        yield from paths(shape.member, seen, before)
    if shape.type_name != 'structure' or shape.name in seen:
        return
    for name, member in shape.members.items():
        yield before + (name,), member
        yield from paths(member, seen + (shape.name,), before + (name,))


def element_of(shape, path):
    """Where the value stands: a header, a query parameter, the path of the URL, a form field or the elements of a document."""
    top = shape.members[path[0]]
    location = top.serialization.get('location')
    if location is not None:
        return {'in': location, 'name': top.serialization.get('name', path[0])}
    if shape.serialization.get('payload') == path[0] and top.type_name in ('blob', 'string'):
        return {'in': 'payload', 'name': ''}
    names, at = [], shape
    for member in path:
        while at.type_name == 'list':
            if not at.serialization.get('flattened'):
                names.append(at.member.serialization.get('name', 'member'))
            at = at.member
        at = at.members[member]
        flat = at.type_name == 'list' and at.serialization.get('flattened')
        names.append((at.member.serialization.get('name') if flat else None) or at.serialization.get('name', member))
    return {'in': 'body', 'name': '/'.join(names)}


def place_of(protocol, shape, path):
    if protocol == 'rest-xml':
        return element_of(shape, path)
    names = []
    for member in path:
        while shape.type_name == 'list':
            names.append('member.1')
            shape = shape.member
        names.append(member)
        shape = shape.members[member]
    while shape.type_name == 'list':
        names.append('member.1')
        shape = shape.member
    return {'in': 'form', 'name': '.'.join(names)}


def wire(protocol, model, parameters):
    request = botocore.serialize.create_serializer(protocol, False).serialize_to_request(parameters, model)
    url = urlsplit(request['url_path'])
    query = parse_qsl(url.query, keep_blank_values=True) + [(k, one) for k, v in dict(request['query_string'] or {}).items() for one in (v if isinstance(v, list) else [v])]
    body = request['body']
    if isinstance(body, dict):
        body = urlencode(body).encode()
    if isinstance(body, str):
        body = body.encode()
    return {'method': request['method'], 'path': url.path, 'query': [[k, str(v).lower() if isinstance(v, bool) else str(v)] for k, v in query],
            'headers': {k.lower(): str(v) for k, v in request['headers'].items()}, 'body': base64.b64encode(body or b'').decode()}


def parameters_of(models):
    """The query parameters of all operations, sub-resources among them."""
    for name in models.operation_names:
        model = models.operation_model(name)
        yield from (pair.split('=')[0] for pair in urlsplit(model.http['requestUri']).query.split('&') if pair)
        for member in model.input_shape.members.values() if model.input_shape else ():
            if member.serialization.get('location') == 'querystring':
                yield member.serialization['name']


def main():
    session = botocore.session.get_session()
    print(json.dumps({'version': botocore.__version__, 'parameters': sorted(parameters_of(session.get_service_model('s3')))}))
    for service, operations in json.load(sys.stdin).items():
        models = session.get_service_model(SERVICES[service])
        for operation in operations:
            if operation not in models.operation_names:
                continue  # newer than this botocore
            model = models.operation_model(operation)
            if model.input_shape is None:
                continue
            for path, shape in [((), None), *paths(model.input_shape)]:
                while shape is not None and shape.type_name == 'list':
                    shape = shape.member
                if shape is not None and shape.type_name == 'structure' and shape.members:
                    continue
                parameters = value((service, operation), model.input_shape, '', '', list(path), ())
                beside = {**BESIDE.get(operation, {}), **beside_member(operation, path)}
                with_beside(parameters, json.loads(json.dumps(beside)), model.input_shape, list(path))
                try:
                    request = wire(models.metadata['protocol'], model, parameters)
                except Exception as error:  # told by the test, with the member that it is about
                    print(json.dumps({'service': service, 'operation': operation, 'member': '.'.join(path), 'error': repr(error)}))
                    continue
                where = place_of(models.metadata['protocol'], model.input_shape, path) if path else {'in': 'nothing', 'name': ''}
                print(json.dumps({'service': service, 'operation': operation, 'member': '.'.join(path), **where, 'request': request}))


main()
