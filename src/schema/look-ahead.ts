// Whether an operation selects a field of what is about to be read, so that it can be asked for in the same request.
import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
} from 'graphql'

/** Directly or in a fragment, and not skipped; under any alias. */
export function selectsField({ fieldNodes, fragments, variableValues }: GraphQLResolveInfo, name: string): boolean {
  function isMet(selection: SelectionNode): boolean {
    if (getDirectiveValues(GraphQLSkipDirective, selection, variableValues)?.['if'] === true) return false
    if (getDirectiveValues(GraphQLIncludeDirective, selection, variableValues)?.['if'] === false) return false
    if (selection.kind === Kind.FIELD) return selection.name.value === name
    return selects(selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection)
  }
  const selects = (node: Pick<FieldNode, 'selectionSet'> | undefined): boolean =>
    node?.selectionSet?.selections.some(isMet) === true
  return fieldNodes.some(selects)
}
