/** Codes of gRPC. Source: grpc/grpc `statuscodes.md`. */
export const status = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** A header behind the answer; a value of a name that ends in `-bin` is base64. */
export type Trailer = readonly [name: string, value: string];

/** How a call ended. */
export interface GrpcStatus {
  readonly code: number;
  readonly details: string;
  readonly trailers?: readonly Trailer[];
}
