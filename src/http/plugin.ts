// The shape of one step of the HTTP pipeline. Each is a file of its own with one concern; `handler.ts` puts them in order.
import type { Plugin } from 'graphql-yoga'
import type { SchemaContext } from '../schema/context.ts'

export type HttpPlugin = Plugin<SchemaContext>
