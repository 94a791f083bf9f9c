/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/digitizer/ins-comedi-habits.h"

/* Sources: the kernel's drivers/comedi/drivers/.
 *
 * usbduxfast.c, usbduxfast_ai_cmdtest() and _cmd(): the clock is 30 MHz, and a period between two
 * steps counts as the shorter one; usbduxfast_ai_handle_urb(): the first four packets are dropped.
 * cb_pcidas64.c, check_adc_timing() and ai_cmdtest(): the 4020's clock is 40 MHz and two steps are
 * the least; the period is looked at only where conversions have a timer, and then too little;
 * drain_dma_buffers(): samples come with the DMA buffers of a page that the card has filled.
 * ni_mio_common.c, num_adc_stages_611x: these converters are pipelines of three stages.
 */
static const struct
{
  const char *driver, *board; /* the name contains it */
  InsComediHabits habits;
} known[] = {
  { "usbduxfast", "", { .convert_steps_hz = 30e6, .n_dropped = 1024 } },
  { "cb_pcidas64", "4020", { .scan_step_ns = 25, .scan_least_ns = 50, .most_block_bytes = 4096 } },
  { "ni_pcimio", "611", { .n_late = 3 } },
};

const InsComediHabits *
ins_comedi_habits_find (comedi_t *device)
{
  static const InsComediHabits none = { 0 };
  const char *driver = comedi_get_driver_name (device);
  const char *board = comedi_get_board_name (device);

  if (driver == NULL || board == NULL)
    return &none;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (driver, known[i].driver) == 0 && strstr (board, known[i].board) != NULL)
      return &known[i].habits;

  return &none;
}
