/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/stage/ins-grbl-protocol.h"
#include "fuzz-lines.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

static void
check (const InsGrblReply *reply)
{
  if (reply->text != NULL)
    FUZZ_CHECK (g_utf8_validate (reply->text, -1, NULL));
  if (reply->kind != INS_GRBL_REPLY_STATUS)
    return;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    FUZZ_CHECK (isfinite (reply->status.position.mm[axis]) &&
                isfinite (reply->status.wco.mm[axis]));
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  InsGrblParser parser = { 0 };
  gsize used = 0;

  for (gsize at = 0; at < n_bytes; at += used)
    {
      InsGrblReply reply = { 0 };
      InsGrblOutcome outcome = ins_grbl_parser_feed (&parser, bytes + at, n_bytes - at, &used,
                                                     &reply);

      if (outcome == INS_GRBL_NEED_MORE)
        break;
      if (outcome == INS_GRBL_GOT_REPLY)
        check (&reply);
    }

  return 0;
}
