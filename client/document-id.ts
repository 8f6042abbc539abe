// By which id a gateway knows an operation that is stored there: `client/persisted.json` has the list.

/**
 * The id of a document, to be sent in place of its text: `{ documentId: documentIdOf(ListCustomersDocument), variables }`.
 * Throws for a document that was not generated with its id, such as a fragment.
 */
export function documentIdOf(document: object): string {
  const { hash } = ('__meta__' in document ? document.__meta__ : {}) as { readonly hash?: unknown }
  if (typeof hash === 'string') return hash
  throw new Error('The document has no id: it is no operation of this package.')
}
