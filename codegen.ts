// The typed client: a document and types for every operation and fragment in `client/*.graphql`, and which types an
// interface or union can be. And the same for the page of `examples/web`, which has operations of its own, as apps do.
import type { CodegenConfig } from '@graphql-codegen/cli'
import { preset as clientPreset } from '@graphql-codegen/client-preset'

/** Types that Node can strip: imports of types marked as such, with the names of the files. */
const typeScript = {
  useTypeImports: true,
  importExtension: '.ts',
  emitLegacyCommonJSImports: false,
  scalars: { ID: 'string', DateTime: 'string', Decimal: 'string', URL: 'string', JSON: 'unknown' },
  defaultScalarType: 'unknown',
  strictScalars: true,
} as const

/** The preset, with its list of operations and their hashes beside the documents: it is for servers, too. */
const typedClient: typeof clientPreset = {
  ...clientPreset,
  buildGeneratesSection: async (options) =>
    (await clientPreset.buildGeneratesSection(options)).map((file) =>
      file.filename.endsWith('/persisted-documents.json') ? { ...file, filename: 'client/persisted.json' } : file,
    ),
}

const config: CodegenConfig = {
  schema: './schema.graphql',
  generates: {
    './client/generated/': {
      documents: 'client/*.graphql',
      preset: typedClient,
      // Fragments are masked all the same, by `inlineFragmentTypes`: what this leaves out is the preset's helper for
      // opening them, whose types are `any`. Ours is `client/fragments.ts`.
      presetConfig: {
        fragmentMasking: false,
        skipIndexFile: true,
        // Each document knows its own: `ListCustomersDocument.__meta__.hash`.
        persistedDocuments: { mode: 'embedHashInDocument' },
      },
      config: {
        inlineFragmentTypes: 'mask',
        // What was read is not to be changed, and what is sent may be read-only.
        immutableTypes: true,
        arrayInputCoercion: false,
        ...typeScript,
      },
    },
    './client/generated/possible-types.ts': {
      plugins: ['fragment-matcher'],
    },
    './examples/web/src/generated/': {
      documents: 'examples/web/src/operations/*.graphql',
      preset: 'client',
      presetConfig: { fragmentMasking: false, skipIndexFile: true },
      // Documents as strings: the page needs no GraphQL library.
      config: { ...typeScript, documentMode: 'string', enumsAsTypes: true },
    },
  },
}

export default config
