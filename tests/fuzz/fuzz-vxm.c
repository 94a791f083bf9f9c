/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/stage/ins-vxm-protocol.h"
#include "fuzz-lines.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

static void
take (const char *line)
{
  InsVxmReply reply = { 0 };

  if (ins_vxm_parse (line, INS_VXM_FORM_STATE, &reply) == INS_VXM_REPLY)
    FUZZ_CHECK (reply.state != '\0' && strchr ("RBJb", reply.state) != NULL);
  reply = (InsVxmReply){ 0 };
  if (ins_vxm_parse (line, INS_VXM_FORM_POSITION, &reply) == INS_VXM_REPLY)
    FUZZ_CHECK (reply.n_digits > 0 && ABS (reply.steps) < G_GINT64_CONSTANT (1000000000));
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  fuzz_lines (bytes, n_bytes, INS_VXM_LONE, take);

  return 0;
}
