// Thrown when an argument cannot be used; the caller has to change it. `message` is safe to show.
export class InvalidArgument extends Error {
  readonly argument: string

  constructor(argument: string, message: string) {
    super(message)
    this.name = 'InvalidArgument'
    this.argument = argument
  }
}
