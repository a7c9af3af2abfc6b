// The query parameters that S3 has in AWS, sub-resources among them, whether or not the emulator knows them: none of them may count
// as one that means nothing.
export const S3_PARAMETERS: ReadonlySet<string> = new Set(
  [
    'abac accelerate acl analytics annotation annotation-prefix annotationName annotations attributes bucket-region continuation-token cors delete delimiter',
    'encoding-type encryption fetch-owner id intelligent-tiering inventory key-marker legal-hold lifecycle list-type location',
    'logging marker max-annotation-results max-buckets max-directory-buckets max-keys max-parts max-uploads',
    'metadataConfiguration metadataInventoryTable metadataJournalTable metadataTable metrics notification object-lock',
    'ownershipControls part-number-marker partNumber policy policyStatus prefix publicAccessBlock renameObject replication',
    'requestPayment response-cache-control response-content-disposition response-content-encoding response-content-language',
    'response-content-type response-expires restore retention select select-type session start-after tagging torrent',
    'upload-id-marker uploadId uploads version-id-marker versionId versioning versions website',
  ].flatMap((names) => names.split(' ')),
);
