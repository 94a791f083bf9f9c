/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/ins-error.h"
#include "devices/digitizer/ins-card-offer.h"
#include "devices/digitizer/ins-comedi-digitizer.h"

static void
test_unsupported (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse ("comedi:/dev/comedi0", &error);
  g_autoptr (GPtrArray) offers = ins_card_offers_find ();

  g_assert_null (ins_comedi_digitizer_new (uri, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
  g_assert_cmpuint (offers->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi/unsupported", test_unsupported);

  return g_test_run ();
}
