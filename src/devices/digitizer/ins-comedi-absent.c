/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-card-offer.h"
#include "devices/digitizer/ins-comedi-digitizer.h"

/* Stands in for the Comedi files in a build without Comedi. */

InsDigitizer *
ins_comedi_digitizer_new (const InsUri *uri, GError **error)
{
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("“%s”: this build has no Comedi. Install libcomedi-dev and build again."),
               uri->text);

  return NULL;
}

GPtrArray *
ins_card_offers_find (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}
