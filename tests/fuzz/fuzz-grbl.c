/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "devices/stage/ins-grbl-protocol.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  InsGrblParser parser = { 0 };
  InsGrblReply reply;
  gsize used = 0;

  for (gsize at = 0; at < n_bytes; at += used)
    if (ins_grbl_parser_feed (&parser, bytes + at, n_bytes - at, &used, &reply) ==
        INS_GRBL_NEED_MORE)
      break;

  return 0;
}
