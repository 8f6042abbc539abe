
      export interface PossibleTypesResultData {
        possibleTypes: {
          [key: string]: string[]
        }
      }
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "ArchiveCustomerUserError": [
      "CustomerNotFoundError",
      "IdempotencyConflictError",
      "InvalidIdError",
      "OperationNotSupportedError",
      "PermissionError",
      "ProviderRejectedError",
      "SourceUnavailableError"
    ],
    "Node": [
      "Customer",
      "LinkedAccount"
    ],
    "ProviderCustomer": [
      "LayerCustomer",
      "SequenceCustomer",
      "ThredCustomer"
    ],
    "SourceReport": [
      "SourceFailed",
      "SourceOk",
      "SourceSkipped"
    ],
    "UserError": [
      "CustomerNotFoundError",
      "IdempotencyConflictError",
      "InvalidIdError",
      "OperationNotSupportedError",
      "PermissionError",
      "ProviderRejectedError",
      "SourceUnavailableError"
    ]
  }
};
      export default result;
    