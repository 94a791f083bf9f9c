/* ins-nde-hdf5-private.h - what making and opening a file share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <hdf5.h>
#include <pthread.h>

#include "storage/ins-nde-hdf5.h"

G_BEGIN_DECLS

/* HDF5 need not be built for several threads. */
extern pthread_mutex_t ins_nde_hdf5_mutex;

/* Nothing is printed by HDF5 in this thread from now on. To be called with the mutex held. */
void ins_nde_hdf5_be_quiet_locked (void);

/* (transfer full): type in the file, little-endian. */
hid_t ins_nde_hdf5_dup_type_locked (InsNdeType type);

/* (transfer full): access list for files of ours. */
hid_t ins_nde_hdf5_new_access_locked (void);

G_END_DECLS
