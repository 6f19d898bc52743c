// Goes through the sections of the dump in order: each becomes SQL bytes in the writer.
// Rows take the fast path; everything else is small and comes from schema/ as bytes.
