// The typed client: a document and types for every operation and fragment in `client/*.graphql`, and which types an
// interface or union can be.
import type { CodegenConfig } from '@graphql-codegen/cli'

const config: CodegenConfig = {
  schema: './schema.graphql',
  documents: 'client/*.graphql',
  generates: {
    './client/generated/': {
      preset: 'client',
      // Fragments are masked all the same, by `inlineFragmentTypes`: what this leaves out is the preset's helper for
      // opening them, whose types are `any`. Ours is `client/fragments.ts`.
      presetConfig: { fragmentMasking: false, skipIndexFile: true },
      config: {
        inlineFragmentTypes: 'mask',
        // What was read is not to be changed, and what is sent may be read-only.
        immutableTypes: true,
        arrayInputCoercion: false,
        // Types that Node can strip: imports of types marked as such, with the names of the files.
        useTypeImports: true,
        importExtension: '.ts',
        emitLegacyCommonJSImports: false,
        scalars: { ID: 'string', DateTime: 'string', Decimal: 'string', URL: 'string', JSON: 'unknown' },
        defaultScalarType: 'unknown',
        strictScalars: true,
      },
    },
    './client/generated/possible-types.ts': {
      plugins: ['fragment-matcher'],
    },
  },
}

export default config
